package dev.evenkeel.training;

/// How to boost trees; the names in XGBoost are `num_boost_round`, `max_depth`, `eta`, `subsample`,
/// `colsample_bytree`, `min_child_weight` and `lambda`.
///
/// @param rowShare of the rows that each tree sees
/// @param columnShare of the columns that each tree sees
record TrainingParameters(
    int trees,
    int depth,
    double learningRate,
    double rowShare,
    double columnShare,
    double minChildWeight,
    double lambda) {}
