package dev.evenkeel.runners;

import java.io.IOException;
import java.io.InputStream;

/// Where the bytes of input files come from.
public interface InputContents {
  /// Opens one; the runner checks its digest and its size.
  InputStream open(Input.Item file) throws IOException;
}
