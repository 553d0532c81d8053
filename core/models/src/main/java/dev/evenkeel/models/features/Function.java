package dev.evenkeel.models.features;

/// A function of the language.
///
/// @param form as its users write it: `clip(value, least, most)`
/// @param maker makes its expression of arguments
record Function(String form, Maker maker) {
  @FunctionalInterface
  interface Maker {
    Expression of(Arguments arguments);
  }

  String name() {
    return form.substring(0, form.indexOf('('));
  }
}
