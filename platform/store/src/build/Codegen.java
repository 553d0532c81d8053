import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;

/** Migrations onto a temporary SQLite file, and jOOQ's classes from it. */
public class Codegen {
  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset();
    Path file = Files.createTempFile("evenkeel-codegen", ".db");
    String url = "jdbc:sqlite:" + file;
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("filesystem:" + arguments[0])
        .placeholders(
            Map.of(
                "identity", "integer primary key",
                "bytes", "blob",
                "instant", "timestamp",
                "secret", "''"))
        .load()
        .migrate();
    GenerationTool.generate(
        new Configuration()
            .withLogging(Logging.WARN)
            .withJdbc(new Jdbc().withDriver("org.sqlite.JDBC").withUrl(url))
            .withGenerator(
                new Generator()
                    .withDatabase(
                        new Database()
                            .withName("org.jooq.meta.sqlite.SQLiteDatabase")
                            .withExcludes("flyway_.*|sqlite_.*")
                            .withForcedTypes(
                                List.of(
                                    new ForcedType()
                                        .withName("INSTANT")
                                        .withIncludeTypes("(?i)timestamp"),
                                    new ForcedType()
                                        .withName("BIGINT")
                                        .withIncludeExpression(".*\\.id")
                                        .withIncludeTypes("(?i)integer"))))
                    .withGenerate(
                        new Generate().withRecords(true).withPojos(false).withJavaTimeTypes(true))
                    .withTarget(
                        new Target()
                            .withPackageName("dev.evenkeel.store.schema")
                            .withDirectory(arguments[1]))));
    Files.deleteIfExists(file);
  }
}
