package dev.evenkeel.models;

/// Where a project's rows come from.
///
/// @param name of the dataset
/// @param contract path inside the project
/// @param source path of the file with the history; empty when there is none
/// @param timeColumn says when a row happened
public record DatasetSource(String name, String contract, String source, String timeColumn) {}
