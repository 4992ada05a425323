package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AisClassTest {

  private static final AisClass CARGO = new AisClass("cargo", List.of("cargo", "70-79"));
  private static final AisClass TUG =
      new AisClass("tug", List.of("Tug", "towing", "31", "32", "52"));

  @ParameterizedTest
  @CsvSource({
    "Cargo ship,true",
    "'Cargo ship:DG,HS',true",
    "CARGO,true",
    "Cargoship,false",
    "Passenger/cargo,false",
    "70,true",
    "79.0,true",
    "80,false",
    "7,false",
    "'',false"
  })
  void takesWordsAndCodes(String type, boolean has) {
    assertEquals(has, CARGO.has(type));
  }

  @ParameterizedTest
  @CsvSource({"Tug,true", "Towing(200/25),true", "Towing,true", "52,true", "31.0,true", "33,false"})
  void aWordStandsForThoseThatBeginWithIt(String type, boolean has) {
    assertEquals(has, TUG.has(type));
  }
}
