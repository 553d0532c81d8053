package dev.evenkeel.registry.tracking;

import dev.evenkeel.base.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Parameters never change: what was logged stays, and logging the same again is nothing new.
final class Params {
  private Params() {}

  /// Those that are new.
  ///
  /// @param present what the owner has of them
  /// @param owner whose they are, for the message
  static List<KeyValue> added(List<KeyValue> params, Map<String, String> present, String owner) {
    List<KeyValue> added = new ArrayList<>();
    for (KeyValue param : params) {
      String old = present.get(param.key());
      if (old == null) {
        added.add(param);
      } else if (!old.equals(param.value())) {
        throw Limits.refused(
            ("Changing param values is not allowed. Param with key='%s' was already logged with"
                    + " value='%s' for %s. Attempted logging new value '%s'")
                .formatted(
                    param.key(), Names.abbreviate(old), owner, Names.abbreviate(param.value())),
            "");
      }
    }
    return added;
  }
}
