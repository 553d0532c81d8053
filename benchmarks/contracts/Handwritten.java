import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.StringJoiner;

/// The hand-written query on the DuckDB that Evenkeel ships, by its Java driver.
public final class Handwritten {
  private Handwritten() {}

  public static void main(String[] arguments) throws Exception {
    String sql = Files.readString(Path.of(arguments[0])).replace("DATA", arguments[1]);
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("set threads = 2");
      for (String query : sql.split(";")) {
        if (query.isBlank()) {
          continue;
        }
        try (var rows = statement.executeQuery(query)) {
          rows.next();
          var line = new StringJoiner(" ");
          for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
            line.add(rows.getString(column));
          }
          System.out.println(line);
        }
      }
    }
  }
}
