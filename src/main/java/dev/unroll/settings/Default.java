package dev.unroll.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value that a component of a record has when a recipe does not mention it.
 *
 * <p>Written as in a recipe file: {@code "0.001"}, {@code "shuffled"}, {@code "{type: zeros}"}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
