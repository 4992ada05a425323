package dev.unroll.convert.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Reads a protocol buffer field by field; nothing is taken that is not there. */
final class ProtoReader {

  private final CodedInputStream in;
  private int wire;

  private ProtoReader(byte[] bytes) throws IOException {
    in = CodedInputStream.newInstance(bytes);
    in.pushLimit(bytes.length);
  }

  /** What is done with a field; one that is not read is skipped. */
  @FunctionalInterface
  interface Field {
    /** Whether it read the value of field {@code number}. */
    boolean take(int number, ProtoReader reader) throws IOException;
  }

  /**
   * Reads a whole message.
   *
   * @throws IOException where it is cut or no message
   */
  static void read(byte[] bytes, Field field) throws IOException {
    new ProtoReader(bytes).fields(field);
  }

  private void fields(Field field) throws IOException {
    while (!in.isAtEnd()) {
      int tag = in.readTag();
      wire = WireFormat.getTagWireType(tag);
      // Groups could be nested without an end.
      expect(
          wire != WireFormat.WIRETYPE_START_GROUP && wire != WireFormat.WIRETYPE_END_GROUP,
          "it has a group");
      if (!field.take(WireFormat.getTagFieldNumber(tag), this)) {
        in.skipField(tag);
      }
    }
  }

  /** Reads a message inside this one. */
  boolean message(Field field) throws IOException {
    expect(wire == WireFormat.WIRETYPE_LENGTH_DELIMITED, "a message was expected");
    int outer = in.pushLimit(in.readRawVarint32());
    fields(field);
    in.popLimit(outer);
    return true;
  }

  /** A text; one with control characters, which could garble a terminal, is refused. */
  String text() throws IOException {
    expect(wire == WireFormat.WIRETYPE_LENGTH_DELIMITED, "a text was expected");
    String text = in.readStringRequireUtf8();
    expect(text.chars().noneMatch(Character::isISOControl), "a name has control characters");
    return text;
  }

  /** A whole number. */
  long number() throws IOException {
    expect(wire == WireFormat.WIRETYPE_VARINT, "a whole number was expected");
    return in.readRawVarint64();
  }

  /** A number of 32 bits. */
  float real() throws IOException {
    expect(wire == WireFormat.WIRETYPE_FIXED32, "a number was expected");
    return in.readFloat();
  }

  /** One whole number, or many packed together. */
  boolean numbers(LongConsumer each) throws IOException {
    if (wire == WireFormat.WIRETYPE_VARINT) {
      each.accept(in.readRawVarint64());
      return true;
    }
    expect(wire == WireFormat.WIRETYPE_LENGTH_DELIMITED, "whole numbers were expected");
    int outer = in.pushLimit(in.readRawVarint32());
    while (!in.isAtEnd()) {
      each.accept(in.readRawVarint64());
    }
    in.popLimit(outer);
    return true;
  }

  /** One number of 32 bits, or many packed together. */
  boolean reals(Consumer<Float> each) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes(bytes);
    ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    while (all.remaining() >= Float.BYTES) {
      each.accept(all.getFloat());
    }
    return true;
  }

  /** Bytes, or one number of 32 bits; little-endian. */
  boolean bytes(ByteArrayOutputStream to) throws IOException {
    if (wire == WireFormat.WIRETYPE_FIXED32) {
      ByteBuffer one = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      to.writeBytes(one.putInt(in.readRawLittleEndian32()).array());
      return true;
    }
    expect(wire == WireFormat.WIRETYPE_LENGTH_DELIMITED, "bytes were expected");
    to.writeBytes(in.readByteArray());
    return true;
  }

  private static void expect(boolean holds, String problem) throws IOException {
    if (!holds) {
      throw new InvalidProtocolBufferException(problem);
    }
  }
}
