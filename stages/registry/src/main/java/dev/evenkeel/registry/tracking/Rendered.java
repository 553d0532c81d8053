package dev.evenkeel.registry.tracking;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;

/// A statement whose text never changes, made once for each kind of database.
final class Rendered {
  private final Function<DSLContext, Query> statement;
  private final Map<SQLDialect, String> texts = new ConcurrentHashMap<>();

  Rendered(Function<DSLContext, Query> statement) {
    this.statement = statement;
  }

  String in(DSLContext sql) {
    return texts.computeIfAbsent(sql.dialect(), _ -> statement.apply(sql).getSQL());
  }
}
