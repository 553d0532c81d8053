package dev.evenkeel.pipelines;

import java.util.Map;

/// A step action for tests.
record Work(String name, Body body) implements StepAction {
  interface Body {
    Map<String, String> run(StepContext context) throws Exception;
  }

  @Override
  public void check(Map<String, String> with) {
    // A test may set what it likes.
  }

  @Override
  public Map<String, String> run(StepContext context) {
    try {
      return body.run(context);
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
