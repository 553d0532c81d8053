package com.example.sales;

import com.example.sales.data.SaleLines;
import com.example.sales.data.SaleLinesReader;
import dev.evenkeel.records.RecordStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;

/// What was sold where. Every type in here comes from the contract.
public record Revenue(BigDecimal web, BigDecimal shop, int articles, Instant newest) {
  /// Of the lines in some Parquet files.
  public static Revenue of(Path... files) {
    Revenue revenue = new Revenue(BigDecimal.ZERO, BigDecimal.ZERO, 0, Instant.EPOCH);
    try (RecordStream<SaleLines> lines = SaleLinesReader.open(files)) {
      while (lines.hasNext()) {
        revenue = revenue.with(lines.next());
      }
    }
    return revenue;
  }

  private Revenue with(SaleLines line) {
    int quantity = line.quantity();
    Instant at = line.soldAt();
    BigDecimal price = line.price().multiply(BigDecimal.valueOf(quantity));
    Instant later = at.isAfter(newest) ? at : newest;
    // No default: a channel that is new in the contract must not be forgotten here.
    return switch (line.channel()) {
      case WEB -> new Revenue(web.add(price), shop, articles + quantity, later);
      case SHOP -> new Revenue(web, shop.add(price), articles + quantity, later);
    };
  }
}
