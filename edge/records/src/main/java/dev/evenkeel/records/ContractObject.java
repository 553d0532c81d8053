package dev.evenkeel.records;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On a record: an object of a contract is to be derived from it.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ContractObject {
  /// The id of the contract; records with the same one become its objects.
  String contract();

  /// The version of the contract.
  String version();

  /// The object's name; the record's when empty.
  String name() default "";

  /// What it is, for people.
  String description() default "";
}
