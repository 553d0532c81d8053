package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;

import dev.evenkeel.store.Database;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.Record3;

/// Which versions of a dataset models were trained on: those must stay.
public final class DatasetUses {
  private static final String NUMBER = "[1-9]\\d{0,8}";

  private final Database database;

  public DatasetUses(Database database) {
    this.database = database;
  }

  /// By the dataset version's number, one model version that was trained on it: `model churn@3`.
  public Map<Integer, String> of(String dataset) {
    String prefix = dataset + "@";
    return database.read(sql -> {
      Map<Integer, String> uses = new TreeMap<>();
      for (Record3<String, String, Integer> row :
          sql.select(
                  REGISTRY_MODEL_VERSION.DATASET,
                  REGISTRY_MODEL_VERSION.MODEL,
                  REGISTRY_MODEL_VERSION.NUMBER)
              .from(REGISTRY_MODEL_VERSION)
              .where(REGISTRY_MODEL_VERSION.DATASET.startsWith(prefix))
              .fetch()) {
        String number = row.value1().substring(prefix.length());
        if (number.matches(NUMBER)) {
          uses.put(Integer.parseInt(number), "model %s@%d".formatted(row.value2(), row.value3()));
        }
      }
      return uses;
    });
  }
}
