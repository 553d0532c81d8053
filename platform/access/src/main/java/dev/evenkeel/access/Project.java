package dev.evenkeel.access;

/// What experiments and registered models belong to, and what roles are given in.
public record Project(String name, String description, long createdMillis) {}
