package dev.unroll.internal.doctor.data;

import java.util.List;

/** All looks at a recipe and its data. */
public final class DataChecks {

  /** In the order of their numbers. */
  public static final List<DataCheck> ALL = List.of(new CarriedState());

  private DataChecks() {}
}
