package dev.evenkeel.server;

import dev.evenkeel.console.RunView;
import dev.evenkeel.data.DatasetVersion;
import java.util.List;

/// How a version is read, to be copied: each reads exactly that version, and a test runs the same
/// calls.
final class DatasetSnippets {
  private DatasetSnippets() {}

  static List<RunView.Pair> of(DatasetVersion version, String server) {
    String name = version.dataset().replaceAll("[^A-Za-z0-9_]", "_");
    String variable = name.matches("[0-9].*") ? "_" + name : name;
    String urls =
        """
        import json, urllib.request
        server = "%s"
        version = json.load(urllib.request.urlopen(f"{server}/api/v1%s"))
        urls = [server + file["url"] for file in version["dataFiles"]]
        """
            .formatted(server, DatasetTexts.address(version));
    return List.of(
        new RunView.Pair(
            "pandas",
            urls
                + """
                import pandas
                %s = pandas.concat([pandas.read_parquet(url) for url in urls], ignore_index=True)
                """
                    .formatted(variable)),
        new RunView.Pair(
            "polars",
            urls
                + """
                import polars
                %s = polars.read_parquet(urls)
                """
                    .formatted(variable)),
        new RunView.Pair(
            "DuckDB",
            urls
                + """
                import duckdb
                %s = duckdb.connect().read_parquet(urls)
                """
                    .formatted(variable)),
        new RunView.Pair("Terminal", "evenkeel data checkout %s --to rows/".formatted(version)));
  }
}
