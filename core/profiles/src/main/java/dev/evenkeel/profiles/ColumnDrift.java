package dev.evenkeel.profiles;

/// How far a column has moved from its reference.
///
/// @param statistic two-sample chi-square
/// @param degrees its degrees of freedom
/// @param effect size of the move without the part that chance explains, nearly a PSI
/// @param lowerBound what the effect surely exceeds
/// @param pValue of a move no larger than the tolerance
/// @param psi population stability index on the same bins
/// @param reference rows of the reference
/// @param rows of the window
/// @param change the bin whose share moved most, in plain words: `metlvnyl 7 % → 32 %`
public record ColumnDrift(
    String column,
    double statistic,
    int degrees,
    double effect,
    double lowerBound,
    double pValue,
    double psi,
    long reference,
    long rows,
    String change,
    DriftSeverity severity) {}
