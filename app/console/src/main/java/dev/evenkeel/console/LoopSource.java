package dev.evenkeel.console;

import java.util.List;
import java.util.Optional;

/// Where the pages get what they show; `server` connects it with the stages.
public interface LoopSource {
  /// Models that have a loop or a version.
  List<String> models();

  /// What is known of one; empty when there is none of that name.
  Optional<LoopView> view(String model);

  /// Changes when the page of a model would.
  String revision(String model);
}
