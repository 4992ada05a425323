package dev.unroll.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Runs commands of the program one after another in one process, since a process of its own for each
 * takes longer than most commands. From standard input: the number of words, and of each its bytes,
 * their number before them. To standard output: the exit code, and the bytes of both outputs likewise.
 */
final class Commands {

  private Commands() {}

  public static void main(String[] args) throws IOException {
    DataInputStream in = new DataInputStream(System.in);
    DataOutputStream answers = new DataOutputStream(System.out);
    System.setOut(System.err);
    while (true) {
      String[] words;
      try {
        words = new String[in.readInt()];
      } catch (EOFException e) {
        return;
      }
      for (int i = 0; i < words.length; i++) {
        words[i] = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
      int code = UnrollCommand.run(words, new Terminal(out, messages, false, 80), new Interrupts());
      answers.writeInt(code);
      for (ByteArrayOutputStream written : new ByteArrayOutputStream[] {out, err}) {
        answers.writeInt(written.size());
        written.writeTo(answers);
      }
      answers.flush();
    }
  }
}
