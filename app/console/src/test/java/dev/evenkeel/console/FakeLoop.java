package dev.evenkeel.console;

import java.util.List;
import java.util.Optional;

/// One model whose page says what a test wants.
final class FakeLoop implements LoopSource {
  static final String HOSTILE = "</script><script>alert(\"x\")</script><!-- 'quoted' & \"double\"";

  volatile String revision = "1";
  volatile LoopView view;

  FakeLoop(LoopView view) {
    this.view = view;
  }

  /// Everything is there, and every text is this one.
  static LoopView full(String text) {
    LoopView.Gate gate = new LoopView.Gate("floor", "PASS", text, text);
    return new LoopView(
        "home-sales",
        "accuracy",
        true,
        "home-sales@2",
        text,
        0.5,
        List.of(new LoopView.Figure("0.764", text, "good")),
        List.of(
            new LoopView.Point("1994-01", 0.8, 0.8),
            new LoopView.Point("1994-02", Double.NaN, 0.75)),
        List.of(new LoopView.Event("1994-01-31", "promotion", text, text)),
        List.of(new LoopView.Half("1994H1", "1,752", "0.801", "0.812", "1", "·", "·")),
        List.of(new LoopView.Decided("1994-01-31", "PROMOTED", text, text, List.of(gate), text)),
        List.of(new LoopView.Version("home-sales@2", "1994-01-31", text, text)),
        List.of(new LoopView.Version("listings@1", "1994-01-31", text, "100")),
        List.of(
            new LoopView.Run(
                "1994-01-31",
                text,
                "SUCCEEDED",
                "1.00 s",
                List.of(new LoopView.Step("train", "SUCCEEDED", "0.50 s")))),
        List.of(new LoopView.Alert("wall", "WARNING", "1994-01-31", "1994-02-28", text)));
  }

  /// A model of which nothing is known yet.
  static LoopView bare() {
    return new LoopView(
        "home-sales",
        "accuracy",
        true,
        "",
        "",
        1,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  @Override
  public List<String> models() {
    return List.of(view.model());
  }

  @Override
  public Optional<LoopView> view(String model) {
    return model.equals(view.model()) ? Optional.of(view) : Optional.empty();
  }

  @Override
  public String revision(String model) {
    return revision;
  }
}
