package dev.unroll.internal.files;

import java.util.Comparator;

/** Names in the order of their letters, and of their numbers: frame 2 comes before frame 10. */
public enum NaturalOrder implements Comparator<String> {
  INSTANCE;

  @Override
  public int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      if (isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
        int endI = endOfDigits(a, i);
        int endJ = endOfDigits(b, j);
        String first = withoutZeros(a, i, endI);
        String second = withoutZeros(b, j, endJ);
        int order =
            first.length() == second.length()
                ? first.compareTo(second)
                : Integer.compare(first.length(), second.length());
        if (order != 0) {
          return order;
        }
        i = endI;
        j = endJ;
      } else if (a.charAt(i) != b.charAt(j)) {
        return Character.compare(a.charAt(i), b.charAt(j));
      } else {
        i++;
        j++;
      }
    }
    int rest = Integer.compare(a.length() - i, b.length() - j);
    return rest != 0 ? rest : a.compareTo(b);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static String withoutZeros(String text, int from, int to) {
    int start = from;
    while (start < to - 1 && text.charAt(start) == '0') {
      start++;
    }
    return text.substring(start, to);
  }
}
