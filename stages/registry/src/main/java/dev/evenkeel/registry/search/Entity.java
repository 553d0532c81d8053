package dev.evenkeel.registry.search;

/// What a key of a filter belongs to.
enum Entity {
  ATTRIBUTE,
  METRIC,
  PARAM,
  TAG,
  DATASET
}
