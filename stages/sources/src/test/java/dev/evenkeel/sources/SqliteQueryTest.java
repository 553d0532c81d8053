package dev.evenkeel.sources;

class SqliteQueryTest extends SqlQueryContract {
  @Override
  SqlConnection connection() {
    return new SqlConnection("jdbc:sqlite:" + folder.resolve("shop.db"), "", "");
  }
}
