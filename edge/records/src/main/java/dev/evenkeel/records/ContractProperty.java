package dev.evenkeel.records;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On a component of a record: what its type does not say of the property.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface ContractProperty {
  /// The property's name; the component's when empty.
  String name() default "";

  /// What it is, for people.
  String description() default "";

  /// The least number, in decimals; none when empty.
  String minimum() default "";

  /// The largest number, in decimals; none when empty.
  String maximum() default "";

  /// The least number of characters; none when negative.
  int minLength() default -1;

  /// The largest number of characters; none when negative.
  int maxLength() default -1;

  /// What a text must hold a match of, by ECMA-262; nothing when empty.
  String pattern() default "";

  /// The type in files, such as `DECIMAL(9,2)`; not said when empty.
  String physicalType() default "";

  /// How sensitive it is; not said when empty.
  String classification() default "";

  /// Whether each value is there once.
  boolean unique() default false;

  /// Whether it belongs to the primary key.
  boolean primaryKey() default false;

  /// The numbers that an array holds as a vector; none when negative.
  int dimensions() default -1;

  /// The field id in Parquet files; none when negative.
  int fieldId() default -1;
}
