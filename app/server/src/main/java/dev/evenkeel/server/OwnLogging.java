package dev.evenkeel.server;

import io.helidon.logging.common.spi.LoggingProvider;

/// Tells the HTTP server that logging is set up by [Logs]; without anybody who says so, it
/// complains on the terminal. Found by `ServiceLoader`, hence public.
public final class OwnLogging implements LoggingProvider {
  @Override
  public void initialization() {}

  @Override
  public void runTime() {}
}
