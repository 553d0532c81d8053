package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// What the commands say of themselves.
class HelpTest {
  @Test
  void everyOptionOfEveryCommandSaysWhatItIsFor() {
    assertThat(below(Main.command()))
        .isNotEmpty()
        .allSatisfy(command ->
            assertThat(command.options())
                .as(command.qualifiedName())
                .allSatisfy(option -> assertThat(option.description()).isNotEmpty()));
  }

  @Test
  void whatIsNamedFirstIsReadAloneAndAllElseIsReadWhole() {
    assertThat(Main.command().getSubcommands()).hasSizeGreaterThan(10);
    for (String name : Main.command().getSubcommands().keySet()) {
      assertThat(Main.command(name).getSubcommands()).containsOnlyKeys(name);
    }
    for (String other : List.of("", "--help", "contrakt")) {
      assertThat(Main.command(other).getSubcommands().keySet())
          .isEqualTo(Main.command().getSubcommands().keySet());
    }
  }

  private static Stream<CommandSpec> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command.getCommandSpec()),
        command.getSubcommands().values().stream().flatMap(HelpTest::below));
  }
}
