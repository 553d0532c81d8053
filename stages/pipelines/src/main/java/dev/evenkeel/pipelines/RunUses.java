package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_DEFINITION;
import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;
import static dev.evenkeel.store.schema.Tables.PIPELINES_STEP;

import dev.evenkeel.base.Clock;
import dev.evenkeel.store.Database;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.ResultQuery;

/// Which versions of a dataset pipeline runs name, as `dataset@7`: in their parameters, in the
/// settings of their steps, or in what a step answered, since it read or made that version. Runs
/// that wait or work count, and those that ended not long ago, so that they can be looked into and
/// done again.
public final class RunUses {
  /// How long the versions of a run that has ended are held, unless something else is said.
  public static final Duration KEPT = Duration.ofDays(30);

  private final Database database;
  private final Clock clock;
  private final Duration kept;

  /// @param clock of the machine, by which runs end
  /// @param kept how long the versions of a run that has ended are held
  public RunUses(Database database, Clock clock, Duration kept) {
    this.database = database;
    this.clock = clock;
    this.kept = kept;
  }

  /// By the version's number, one run that names it: `pipeline run 0f3c…`.
  public Map<Integer, String> of(String dataset) {
    Pattern version = Pattern.compile("\"" + Pattern.quote(dataset) + "@([1-9]\\d{0,8})\"");
    String begin = "\"" + dataset + "@";
    return database.read(sql -> {
      Map<Integer, String> uses = new TreeMap<>();
      collect(said(sql, begin), version, uses);
      collect(asked(sql, PIPELINES_RUN.PARAMETERS, begin), version, uses);
      collect(asked(sql, PIPELINES_DEFINITION.DEFINITION, begin), version, uses);
      return uses;
    });
  }

  private ResultQuery<Record2<String, String>> said(DSLContext sql, String begin) {
    return sql.select(PIPELINES_RUN.ID, PIPELINES_STEP.OUTPUT)
        .from(PIPELINES_RUN)
        .join(PIPELINES_STEP)
        .on(PIPELINES_STEP.RUN_ID.eq(PIPELINES_RUN.ID))
        .where(counts())
        .and(PIPELINES_STEP.OUTPUT.contains(begin));
  }

  private ResultQuery<Record2<String, String>> asked(
      DSLContext sql, Field<String> text, String begin) {
    return sql.select(PIPELINES_RUN.ID, text)
        .from(PIPELINES_RUN)
        .join(PIPELINES_DEFINITION)
        .on(PIPELINES_DEFINITION.DIGEST.eq(PIPELINES_RUN.DEFINITION_DIGEST))
        .where(counts())
        .and(text.contains(begin));
  }

  private Condition counts() {
    return PIPELINES_RUN.ENDED.isNull().or(PIPELINES_RUN.ENDED.gt(clock.now().minus(kept)));
  }

  private static void collect(
      ResultQuery<Record2<String, String>> texts, Pattern version, Map<Integer, String> uses) {
    for (Record2<String, String> row : texts) {
      Matcher named = version.matcher(row.value2());
      while (named.find()) {
        uses.putIfAbsent(Integer.valueOf(named.group(1)), "pipeline run " + row.value1());
      }
    }
  }
}
