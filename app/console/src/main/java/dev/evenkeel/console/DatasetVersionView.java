package dev.evenkeel.console;

import java.util.List;

/// A version of a dataset as its page shows it.
///
/// @param about what people say of it
/// @param parent the number of the version before; empty for the first
/// @param rejected rows of its batch in quarantine; `0` for none
/// @param rules of its contract, in order
/// @param isWhole whether all files are listed
/// @param folder a page of the files that are its rows
/// @param snippets how to read it: for whom, and what to type
/// @param mayEdit whether whoever looks may change what is said of it
/// @param problem why the last change was refused; empty when it was not
public record DatasetVersionView(
    String dataset,
    String number,
    String about,
    String parent,
    String newest,
    List<String> aliases,
    List<RunView.Pair> tags,
    List<RunView.Pair> figures,
    List<VersionView.Fact> facts,
    String rejected,
    List<Column> columns,
    List<Rule> rules,
    List<File> files,
    boolean isWhole,
    Folder folder,
    LineageView lineage,
    List<RunView.Pair> snippets,
    boolean mayEdit,
    String problem) {
  public DatasetVersionView {
    aliases = List.copyOf(aliases);
    tags = List.copyOf(tags);
    figures = List.copyOf(figures);
    facts = List.copyOf(facts);
    columns = List.copyOf(columns);
    rules = List.copyOf(rules);
    files = List.copyOf(files);
    snippets = List.copyOf(snippets);
  }

  /// A column with its statistics; each is empty where it is not known or not to be seen.
  ///
  /// @param nulls the share of missing values: `2.1 %`
  /// @param values the commonest ones with their shares, in words
  /// @param isClassified whether the contract classifies its values, which are then not shown
  public record Column(
      String name,
      String type,
      String nulls,
      String distinct,
      String min,
      String max,
      String mean,
      String sd,
      String values,
      boolean isClassified,
      HistogramView histogram) {}

  /// A rule of the contract and how often the batch broke it.
  public record Rule(
      String column, String rule, String expected, String severity, String violations) {}

  /// Files of any kind by their paths, where they are the rows.
  ///
  /// @param rows none of a dataset whose rows are no files
  /// @param labels names of the further columns
  /// @param next the path behind which the next page begins; empty on the last
  public record Folder(List<Content> rows, List<String> labels, String next) {
    /// Of a dataset whose rows are no files.
    public static final Folder NONE = new Folder(List.of(), List.of(), "");

    public Folder {
      rows = List.copyOf(rows);
      labels = List.copyOf(labels);
    }
  }

  /// A file of a folder.
  ///
  /// @param labels in the order of their names
  public record Content(
      String path, String address, String size, String digest, List<String> labels) {
    public Content {
      labels = List.copyOf(labels);
    }
  }

  /// A data file.
  public record File(String name, String address, String rows, String size, String sha256) {}
}
