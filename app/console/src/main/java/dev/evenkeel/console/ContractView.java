package dev.evenkeel.console;

import java.util.List;

/// What the page of a contract shows, all of it text that the template escapes.
///
/// @param title of the page
/// @param facts of the whole contract
/// @param texts its description
/// @param objects its tables
/// @param tables all that is a list: people, servers, service levels
/// @param hints what a change of it would break
public record ContractView(
    String title,
    List<Fact> facts,
    List<Fact> texts,
    List<ObjectView> objects,
    List<TableView> tables,
    List<String> hints) {

  /// A word and what it says.
  public record Fact(String label, Cell value) {}

  /// A text, or a link.
  ///
  /// @param href an address of the web, or empty
  public record Cell(String text, String href) {}

  /// A list.
  ///
  /// @param id anchor
  public record TableView(String id, String title, List<String> heads, List<List<Cell>> rows) {}

  /// A table of the contract.
  ///
  /// @param id anchor
  public record ObjectView(
      String id,
      String name,
      List<Fact> facts,
      List<PropertyView> properties,
      List<RuleView> rules) {}

  /// A column, or what is inside of one.
  ///
  /// @param id anchor
  /// @param depth 0 for a column, more for what is inside of one
  /// @param badges what stands out: required, unique
  /// @param constraints in words
  /// @param facts all else
  public record PropertyView(
      String id,
      int depth,
      String name,
      String type,
      List<String> badges,
      String description,
      List<String> constraints,
      List<RuleView> rules,
      List<Fact> facts) {}

  /// What is to hold.
  ///
  /// @param words what is demanded
  /// @param notes severity, dimension and the like
  /// @param code a query or what an engine runs; empty for none
  public record RuleView(
      String title, String words, String description, String notes, String code) {}
}
