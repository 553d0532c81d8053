package dev.evenkeel.records;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The contract that a type was generated from.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface FromContract {
  /// The id of the contract.
  String id();

  /// Its version.
  String version();

  /// SHA-256 of the contract, in hexadecimal; `contracts.lock` holds the same.
  String digest();

  /// The object of it.
  String object();
}
