package dev.evenkeel.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormatTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "EMAIL,ada@example.org,true",
        "EMAIL,a.b+c@x,true",
        "EMAIL,@x.org,false",
        "EMAIL,ada@,false",
        "EMAIL,a b@x.org,false",
        "EMAIL,a@b@x.org,false",
        "EMAIL,ada@x..org,false",
        "EMAIL,ada@-x.org,false",
        "URI,https://example.org/a?b=%20#c,true",
        "URI,urn:isbn:0451450523,true",
        "URI,mailto:a@b.c,true",
        "URI,x:,true",
        "URI,//example.org,false",
        "URI,1x:y,false",
        "URI,https://x/%2,false",
        "URI,https://x/%2g,false",
        "URI,https://x/a b,false",
        "URI,https://x/é,false",
        "HOSTNAME,example.org,true",
        "HOSTNAME,a-b.c1,true",
        "HOSTNAME,-a.org,false",
        "HOSTNAME,a-.org,false",
        "HOSTNAME,a_b.org,false",
        "HOSTNAME,example.org.,false",
        "IPV4,127.0.0.1,true",
        "IPV4,255.255.255.255,true",
        "IPV4,256.0.0.1,false",
        "IPV4,1.2.3,false",
        "IPV4,01.2.3.4,false",
        "IPV6,::,true",
        "IPV6,::1,true",
        "IPV6,1:2:3:4:5:6:7:8,true",
        "IPV6,1:2:3:4:5:6:7::,true",
        "IPV6,::2:3:4:5:6:7:8,true",
        "IPV6,1:2:3:4:5:6:1.2.3.4,true",
        "IPV6,::ffff:1.2.3.4,true",
        "IPV6,1:2:3:4:5:6:7,false",
        "IPV6,1:2:3:4::5:6:7:8,false",
        "IPV6,1::2::3,false",
        "IPV6,1:2:3:4:5:6:7:1.2.3.4,false",
        "IPV6,1.2.3.4::,false",
        "IPV6,:::,false",
        "IPV6,12345::,false",
        "IPV6,fe80::1%eth0,false",
        "BYTE,YWJj,true",
        "BYTE,YWI=,true",
        "BYTE,YQ==,true",
        "BYTE,YQ=,false",
        "BYTE,Y===,false",
        "BYTE,YW_j,false",
      })
  void knowsTheFormatsOfTheStandard(TextFormat format, String text, boolean isOf) {
    assertThat(format.isOf(text)).isEqualTo(isOf);
  }

  @Test
  void holdsNoLengthOfAnAddressAgainstIt() {
    assertThat(TextFormat.URI.isOf("x:" + "a%20".repeat(100_000))).isTrue();
    assertThat(TextFormat.EMAIL.isOf("a@" + "b.".repeat(100_000) + "c")).isTrue();
    assertThat(TextFormat.BYTE.isOf("YWJj".repeat(100_000))).isTrue();
    assertThat(TextFormat.HOSTNAME.isOf("b.".repeat(126) + "c")).isTrue();
    assertThat(TextFormat.HOSTNAME.isOf("b.".repeat(127) + "c")).isFalse();
    assertThat(TextFormat.BYTE.isOf("")).isTrue();
  }

  /// The engine decodes by its own code.
  @Test
  void saysOfBase64WhatTheEngineSays() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String text : List.of("YWJj", "YWI=", "YQ==", "YQ=", "Y===", "YQ", "=", "YQ==YQ==")) {
        try (var answer =
            statement.executeQuery("SELECT try(from_base64('%s')) IS NOT NULL".formatted(text))) {
          answer.next();

          assertThat(TextFormat.BYTE.isOf(text)).as(text).isEqualTo(answer.getBoolean(1));
        }
      }
    }
  }
}
