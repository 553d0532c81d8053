package dev.evenkeel.pipelines;

import dev.evenkeel.store.WorkQueue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A queue that hands out work when a test says so, and as often.
final class HandQueue implements WorkQueue {
  final BlockingQueue<String> enqueued = new LinkedBlockingQueue<>();
  private final Map<String, Handler> handlers = new LinkedHashMap<>();

  void deliver(String id) {
    Objects.requireNonNull(handlers.get("pipeline-step")).handle(id);
  }

  @Override
  public void register(String kind, Handler handler) {
    handlers.put(kind, handler);
  }

  @Override
  public void enqueue(String kind, String id) {
    enqueued.add(id);
  }

  @Override
  public void enqueueAt(String kind, String id, Instant due) {
    enqueue(kind, id);
  }

  @Override
  public void start() {}

  @Override
  public void close() {}
}
