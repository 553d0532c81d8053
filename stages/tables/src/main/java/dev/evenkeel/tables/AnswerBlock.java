package dev.evenkeel.tables;

import java.util.BitSet;

/// What is put behind some rows of a file, in its order.
///
/// @param numbers for each column that is not constant one number a row; NaN is missing
/// @param rejected positions of rows that are left out
// It is handed over and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record AnswerBlock(int rows, double[][] numbers, BitSet rejected) {}
