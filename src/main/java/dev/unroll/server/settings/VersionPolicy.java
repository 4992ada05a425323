package dev.unroll.server.settings;

import static dev.unroll.check.Check.positive;

import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which of the versions that are there are served. */
public sealed interface VersionPolicy {

  /** The versions to be served out of those that are there. */
  SortedSet<Long> chosen(NavigableSet<Long> there);

  /** The newest ones. */
  record Latest(int versions) implements VersionPolicy {

    public Latest {
      positive("versions", versions);
    }

    @Override
    public SortedSet<Long> chosen(NavigableSet<Long> there) {
      SortedSet<Long> chosen = new TreeSet<>();
      there.descendingSet().stream().limit(versions).forEach(chosen::add);
      return chosen;
    }
  }

  /** All. */
  record All() implements VersionPolicy {

    @Override
    public SortedSet<Long> chosen(NavigableSet<Long> there) {
      return new TreeSet<>(there);
    }
  }

  /** Those that are named, as far as they are there. */
  record Specific(Set<Long> versions) implements VersionPolicy {

    public Specific {
      versions = Set.copyOf(versions);
    }

    @Override
    public SortedSet<Long> chosen(NavigableSet<Long> there) {
      SortedSet<Long> chosen = new TreeSet<>(there);
      chosen.retainAll(versions);
      return chosen;
    }
  }
}
