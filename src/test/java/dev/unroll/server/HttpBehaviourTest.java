package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.unroll.server.settings.SessionSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients of TensorFlow Serving and of the Open Inference Protocol see over HTTP. A line is
 * {@code METHOD PATH BODY => STATUS ANSWER}; an answer that begins with {@code ~} is a part of the
 * message of a refusal.
 */
class HttpBehaviourTest {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  @TempDir static Path temp;
  private static TestServer server;

  @BeforeAll
  static void serve() throws IOException {
    server = TestServer.of(TestServer.models(temp), SessionSettings.standard());
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static final String ROWS_AND_COLUMNS =
      """
      POST /v1/models/half:predict {"instances": [1, 2.5, -3]} => 200 {"predictions": [3.5, 4.25, 1.5]}
      POST /v1/models/half:predict {"instances": [{"x": 1}, {"x": 2}]} => 200 {"predictions": [3.5, 4.0]}
      POST /v1/models/half:predict {"inputs": [1, 2]} => 200 {"outputs": [3.5, 4.0]}
      POST /v1/models/half:predict {"inputs": {"x": [1, 2]}} => 200 {"outputs": [3.5, 4.0]}
      POST /v1/models/half:predict {"inputs": {"x": [1], "other": "ignored"}} => 200 {"outputs": [3.5]}
      POST /v1/models/half:predict {"inputs": []} => 200 {"outputs": []}
      POST /v1/models/half:predict {"instances": [1], "unknown": [[["member"]]]} => 200 {"predictions": [3.5]}
      POST /v1/models/half/versions/1:predict {"instances": [1]} => 200 {"predictions": [2.5]}
      POST /v1/models/half/versions/0001:predict {"instances": [1]} => 200 {"predictions": [2.5]}
      POST /v1/models/half/versions/2:predict {"instances": [1]} => 200 {"predictions": [3.5]}
      POST /v1/models/half/labels/stable:predict {"instances": [1]} => 200 {"predictions": [2.5]}
      POST /v1/models/half/labels/can%61ry:predict {"instances": [1]} => 200 {"predictions": [3.5]}
      POST /v1/models/h%61lf:predict {"instances": [1]} => 200 {"predictions": [3.5]}
      POST /v1/models/half%3Apredict {"instances": [1]} => 200 {"predictions": [3.5]}
      POST /V1/Models/half:PREDICT {"instances": [1]} => 200 {"predictions": [3.5]}
      POST /v1/models/half:predict?x=1 {"instances": [1]} => 200 {"predictions": [3.5]}
      POST /v1/models/half:predict {"signature_name": "other", "instances": [1]} => 200 {"predictions": [3.5]}
      POST /v1/models/half/versions/1:predict {"instances": [1], "signature_name": "other"} => 200 {"predictions": [3.5]}
      POST /v1/models/types:predict {"instances": [["a", "b"]], "signature_name": "string"} => 200 {"predictions": [["a", "b"]]}
      POST /v1/models/types:predict {"inputs": [[true, false]], "signature_name": "bool"} => 200 {"outputs": [[true, false]]}
      POST /v1/models/two:predict {"instances": [{"a": 1, "b": 2}, {"b": 5, "a": 7}]} => 200 {"predictions": [{"difference": -1.0, "sum": 3.0}, {"difference": 2.0, "sum": 12.0}]}
      POST /v1/models/two:predict {"inputs": {"a": [1, 7], "b": [2, 5]}} => 200 {"outputs": {"difference": [-1.0, 2.0], "sum": [3.0, 12.0]}}
      POST /v1/models/two:predict?outputs=sum {"instances": [{"a": 1, "b": 2}]} => 200 {"predictions": [3.0]}
      POST /v1/models/two:predict?outputs=sum,difference {"inputs": {"a": [1], "b": [2]}} => 200 {"outputs": {"sum": [3.0], "difference": [-1.0]}}
      POST /v1/models/two:predict {"signature_name": "total", "inputs": {"a": [1, 7], "b": [2, 5]}} => 200 {"outputs": 15.0}
      POST /v1/models/two:predict {"signature_name": "mixed", "inputs": {"a": [1, 7], "b": [2, 5]}} => 200 {"outputs": {"sum": [3.0, 12.0], "total": 15.0}}
      POST /v1/models/two:predict {"signature_name": "twice", "instances": [{"a": 1, "b": 2}]} => 200 {"predictions": [3.0, 3.0]}
      POST /v1/models/two:predict {"signature_name": "centred", "inputs": {"a": [1, 7], "b": [2, 5]}} => 200 {"outputs": [-4.5, 4.5]}
      POST /v1/models/fails:predict {"signature_name": "ragged", "instances": [[[1, 2], [3, 4]], [[5, 6]]]} => 200 {"predictions": [{"negated": [[-1.0, -2.0], [-3.0, -4.0]], "told": 2}, {"negated": [[-5.0, -6.0]], "told": 1}]}
      POST /v1/models/fails:predict {"signature_name": "ragged", "instances": [{"inputs": [[1, 2], [3, 4]], "lengths": 1}]} => 200 {"predictions": [{"negated": [[-1.0, -2.0], [-3.0, -4.0]], "told": 1}]}
      POST /v1/models/fails:predict?outputs=negated {"instances": [[[1, 2], [3, 4]], [[5, 6]]], "signature_name": "ragged"} => 200 {"predictions": [[[-1.0, -2.0], [-3.0, -4.0]], [[-5.0, -6.0]]]}
      POST /v1/models/fails:predict {"signature_name": "ragged", "instances": [[]]} => 400 ~expected a row of float [?, ?, 2]
      POST /v1/models/fails:predict {"signature_name": "ragged", "instances": [[[1, 2, 3]]]} => 400 ~expected a row of float [?, ?, 2]
      POST /v1/models/fails:predict {"signature_name": "ragged", "instances": [[[1, 2]], {"inputs": [[1, 2]], "lengths": 0}]} => 400 ~instances[1]: expected a length of 1 to 1
      POST /v1/models/fails:predict {"signature_name": "ragged", "inputs": {"inputs": [[[1, 2]]], "lengths": [7]}} => 200 {"outputs": {"negated": [[[-1.0, -2.0]]], "told": [7]}}
      POST /v1/models/types:predict {"signature_name": "any", "inputs": 4} => 200 {"outputs": 4.0}
      POST /v1/models/types:predict {"signature_name": "any", "inputs": [[[4]]]} => 200 {"outputs": [[[4.0]]]}
      POST /v1/models/types:predict {"signature_name": "any", "inputs": [[[[[[[[[[[[[[[[[[[[1, 2]]]]]]]]]]]]]]]]]]]]} => 200 {"outputs": [[[[[[[[[[[[[[[[[[[[1.0, 2.0]]]]]]]]]]]]]]]]]]]]}
      """;

  private static final String WRONG_BODIES =
      """
      POST /v1/models/half:predict => 400 ~The document is empty
      POST /v1/models/half:predict [1, 2] => 400 ~expected an object
      POST /v1/models/half:predict "text" => 400 ~expected an object
      POST /v1/models/half:predict {"instances": [1] => 400 ~JSON Parse error
      POST /v1/models/half:predict {"instances": [1}} => 400 ~line 1, column
      POST /v1/models/half:predict {"instances": [1,]} => 400 ~JSON Parse error
      POST /v1/models/half:predict {'instances': [1]} => 400 ~JSON Parse error
      POST /v1/models/half:predict {"instances": [1]} trailing => 400 ~JSON Parse error
      POST /v1/models/half:predict {"instances": [1]} {} => 400 ~expected the end after the object
      POST /v1/models/half:predict {"instances": [1], "instances": [2]} => 400 ~uplicate
      POST /v1/models/half:predict {} => 400 ~Missing 'inputs' or 'instances' key
      POST /v1/models/half:predict {"signature_name": "other"} => 400 ~Missing 'inputs' or 'instances' key
      POST /v1/models/half:predict {"instances": [1], "inputs": [1]} => 400 ~found both
      POST /v1/models/half:predict {"instances": []} => 400 ~non-empty array
      POST /v1/models/half:predict {"instances": 1} => 400 ~non-empty array
      POST /v1/models/half:predict {"instances": null} => 400 ~non-empty array
      POST /v1/models/half:predict {"instances": [1], "signature_name": 7} => 400 ~must be a string value
      POST /v1/models/half:predict {"instances": [1], "signature_name": "no"} => 400 ~Serving signature name: \\"no\\" not found
      POST /v1/models/half:predict {"instances": [null]} => 400 ~instances[0]: expected a number, found null
      POST /v1/models/half:predict {"instances": [1, [2]]} => 400 ~instances[1]: expected a number, found a list
      POST /v1/models/half:predict {"instances": [[1], 2]} => 400 ~instances[1]: expected a list, found 2
      POST /v1/models/half:predict {"instances": ["1"]} => 400 ~instances[0]: expected a number, found \\"1\\"
      POST /v1/models/half:predict {"instances": [true]} => 400 ~expected a number, found true
      POST /v1/models/half:predict {"instances": [1e400]} => 400 ~a number that a double holds
      POST /v1/models/half:predict {"instances": [1, {"x": 2}]} => 400 ~instances[1]: expected a value as those before it
      POST /v1/models/half:predict {"instances": [{"x": 1}, 2]} => 400 ~instances[1]: expected an object as those before it
      POST /v1/models/half:predict {"instances": [{"y": 1}]} => 400 ~there is no input 'y'
      POST /v1/models/half:predict {"instances": [{}]} => 400 ~expected the inputs [x]
      POST /v1/models/half:predict {"instances": [[1, 2]]} => 400 ~expected float [?], got float [1, 2]
      POST /v1/models/half:predict {"inputs": 1} => 400 ~expected float [?], got float []
      POST /v1/models/half:predict {"inputs": {"y": [1]}} => 400 ~also needs the input 'x'
      POST /v1/models/two:predict {"instances": [1]} => 400 ~expected an object with the inputs [a, b], found a value
      POST /v1/models/two:predict {"instances": [{"a": 1}]} => 400 ~expected the inputs [a, b], found 1 of them
      POST /v1/models/two:predict {"instances": [{"a": 1, "b": 2, "c": 3}]} => 400 ~there is no input 'c'
      POST /v1/models/two:predict {"inputs": [1]} => 400 ~expected an object with the inputs [a, b]
      POST /v1/models/two:predict {"inputs": {"a": [1]}} => 400 ~also needs the input 'b'
      POST /v1/models/two:predict {"inputs": {"a": [1, 2], "b": [1, 2, 3]}} => 400 ~signature 'serving_default' fails on these inputs
      POST /v1/models/two:predict {"signature_name": "total", "instances": [{"a": 1, "b": 2}]} => 400 ~has no row for each instance
      POST /v1/models/two:predict {"signature_name": "mixed", "instances": [{"a": 1, "b": 2}]} => 400 ~has no row for each instance
      POST /v1/models/two:predict?outputs=summ {"inputs": {"a": [1], "b": [1]}} => 400 ~output tensor alias not found in signature: summ
      POST /v1/models/two:predict?outputs=sum,sum {"inputs": {"a": [1], "b": [1]}} => 400 ~duplicate output tensor alias: sum
      POST /v1/models/types:predict {"instances": [[1, 2], [3]]} => 400 ~a list of 2 values as the lists before it, found 1
      POST /v1/models/types:predict {"instances": [[1, 2, 3]]} => 400 ~expected float [?, 2], got float [1, 3]
      POST /v1/models/types:predict {"instances": [[[1, 2]]]} => 400 ~got float [1, 1, 2]
      POST /v1/models/types:predict {"instances": [[]]} => 400 ~got float [1, 0]
      POST /v1/models/fails:predict {"instances": [1, 3]} => 400 ~fails on these inputs
      POST /v1/models/har:predict {"signature_name": "train", "instances": [1]} => 403 ~writes its variables and is not served
      POST /v1/models/half:predict?non_finite=maybe {"instances": [1]} => 400 ~expected one of token, null, string, error
      """;

  private static final String TYPES =
      """
      POST /v1/models/types:predict {"instances": [[1, 2.5]]} => 200 {"predictions": [[1.0, 2.5]]}
      POST /v1/models/types:predict {"instances": [[16777217, 0.1]]} => 200 {"predictions": [[1.6777216E7, 0.1]]}
      POST /v1/models/types:predict {"instances": [[1e39, -1e39]]} => 200 {"predictions": [[Infinity, -Infinity]]}
      POST /v1/models/types:predict {"instances": [[1e-60, 3.4028235e38]]} => 200 {"predictions": [[0.0, 3.4028235E38]]}
      POST /v1/models/types:predict {"instances": [[NaN, -Infinity]]} => 200 {"predictions": [[NaN, -Infinity]]}
      POST /v1/models/types:predict {"instances": [[Inf, -Inf]]} => 200 {"predictions": [[Infinity, -Infinity]]}
      POST /v1/models/types:predict?non_finite=null {"instances": [[NaN, 1]]} => 200 {"predictions": [[null, 1.0]]}
      POST /v1/models/types:predict?non_finite=string {"instances": [[NaN, -Infinity]]} => 200 {"predictions": [["NaN", "-Infinity"]]}
      POST /v1/models/types:predict?non_finite=error {"instances": [[NaN, 1]]} => 400 ~an output is NaN
      POST /v1/models/types:predict?non_finite=error {"instances": [[2, 1]]} => 200 {"predictions": [[2.0, 1.0]]}
      POST /v1/models/types:predict {"signature_name": "double", "instances": [[0.1, 1e300]]} => 200 {"predictions": [[0.1, 1.0E300]]}
      POST /v1/models/types:predict {"signature_name": "double", "instances": [[1e309, 0]]} => 400 ~a number that a double holds
      POST /v1/models/types:predict {"signature_name": "int32", "instances": [[-2147483648, 2147483647]]} => 200 {"predictions": [[-2147483648, 2147483647]]}
      POST /v1/models/types:predict {"signature_name": "int32", "instances": [[2147483648, 0]]} => 400 ~a whole number of -2147483648 to 2147483647, found 2147483648
      POST /v1/models/types:predict {"signature_name": "int32", "instances": [[1.0, 0]]} => 400 ~a whole number of -2147483648 to 2147483647, found 1.0
      POST /v1/models/types:predict {"signature_name": "int32", "instances": [[1e2, 0]]} => 400 ~found 1e2
      POST /v1/models/types:predict {"signature_name": "int64", "instances": [[-9223372036854775808, 9223372036854775807]]} => 200 {"predictions": [[-9223372036854775808, 9223372036854775807]]}
      POST /v1/models/types:predict {"signature_name": "int64", "instances": [[9223372036854775808, 0]]} => 400 ~found 9223372036854775808
      POST /v1/models/types:predict {"signature_name": "uint8", "instances": [[0, 255]]} => 200 {"predictions": [[0, 255]]}
      POST /v1/models/types:predict {"signature_name": "uint8", "instances": [[256, 0]]} => 400 ~a whole number of 0 to 255, found 256
      POST /v1/models/types:predict {"signature_name": "uint8", "instances": [[-1, 0]]} => 400 ~found -1
      POST /v1/models/types:predict {"signature_name": "uint16", "instances": [[0, 65535]]} => 200 {"predictions": [[0, 65535]]}
      POST /v1/models/types:predict {"signature_name": "uint16", "instances": [[65536, 0]]} => 400 ~found 65536
      POST /v1/models/types:predict {"signature_name": "int8", "instances": [[-129, 0]]} => 400 ~a whole number of -128 to 127
      POST /v1/models/types:predict {"signature_name": "int16", "instances": [[32768, 0]]} => 400 ~found 32768
      POST /v1/models/types:predict {"signature_name": "uint32", "instances": [[-1, 0]]} => 400 ~a whole number of 0 to 4294967295
      POST /v1/models/types:predict {"signature_name": "uint64", "instances": [[18446744073709551616, 0]]} => 400 ~a whole number of 0 to 18446744073709551615
      POST /v1/models/types:predict {"signature_name": "bool", "instances": [[true, false], [false, false]]} => 200 {"predictions": [[true, false], [false, false]]}
      POST /v1/models/types:predict {"signature_name": "bool", "instances": [[1, 0]]} => 400 ~expected true or false, found 1
      POST /v1/models/types:predict {"signature_name": "half", "instances": [[1, 0]]} => 501 ~no form in JSON
      POST /v1/models/types:predict {"signature_name": "bfloat16", "instances": [[1, 0]]} => 501 ~no form in JSON
      POST /v1/models/types:predict {"signature_name": "complex64", "instances": [[1, 0]]} => 501 ~no form in JSON
      POST /v1/models/types:predict {"signature_name": "string", "instances": [["é", ""]]} => 200 {"predictions": [["é", ""]]}
      POST /v1/models/types:predict {"signature_name": "string", "instances": [["\\u00e9", "\\ud83d\\ude00"]]} => 200 {"predictions": [["é", "\\ud83d\\ude00"]]}
      POST /v1/models/types:predict {"signature_name": "string", "instances": [["\\ud83d?", ""]]} => 400 ~surrogates are in pairs
      POST /v1/models/types:predict {"signature_name": "string", "instances": [[1, "a"]]} => 400 ~expected a string or {\\"b64\\"
      POST /v1/models/types:predict {"signature_name": "string", "instances": [[{"b64": "YWI="}, "c"]]} => 200 {"predictions": [["ab", "c"]]}
      POST /v1/models/types:predict {"signature_name": "string", "instances": [[{"b64": "/+8="}, "c"]]} => 200 {"predictions": [[{"b64": "/+8="}, "c"]]}
      POST /v1/models/types:predict {"signature_name": "string", "instances": [[{"b64": "*"}, "c"]]} => 400 ~not Base64
      POST /v1/models/types:predict {"signature_name": "string", "instances": [[{"b64": 1}, "c"]]} => 400 ~expected an object of one string
      POST /v1/models/types:predict {"signature_name": "string", "instances": [[{"b64": "YQ==", "x": 1}, "c"]]} => 400 ~expected an object of one string
      POST /v1/models/types:predict {"signature_name": "string", "instances": [[{"base64": "YQ=="}, "c"]]} => 400 ~expected an object of one string
      POST /v1/models/types:predict {"signature_name": "text", "instances": ["a", {"b64": "Yg=="}]} => 200 {"predictions": ["a", "b"]}
      POST /v1/models/types:predict {"signature_name": "text", "instances": [{"text": "a"}, {"text": {"b64": "Yg=="}}]} => 200 {"predictions": ["a", "b"]}
      POST /v1/models/types:predict {"signature_name": "text", "instances": [["a"], {"b64": "Yg=="}]} => 400 ~expected a list as those before it
      POST /v1/models/types:predict {"signature_name": "text", "inputs": {"b64": "Yg=="}} => 400 ~got string []
      POST /v1/models/types:predict {"signature_name": "text_bytes", "instances": ["ab"]} => 200 {"predictions": [{"b64": "YWI="}]}
      """;

  private static final String EXAMPLES =
      """
      POST /v1/models/examples:classify {"examples": [{"x": 0.75}, {"x": [0.5]}]} => 200 {"results": [[["a", 0.75], ["b", 0.25]], [["a", 0.5], ["b", 0.5]]]}
      POST /v1/models/examples:classify {"examples": [{}]} => 200 {"results": [[["a", 0.25], ["b", 0.75]]]}
      POST /v1/models/examples:classify {"context": {"x": 0.5}, "examples": [{}, {"x": 1.0}]} => 200 {"results": [[["a", 0.5], ["b", 0.5]], [["a", 1.0], ["b", 0.0]]]}
      POST /v1/models/examples:classify {"signature_name": "scores_only", "examples": [{"x": 1.0}]} => 200 {"results": [[["", 1.0], ["", 0.0]]]}
      POST /v1/models/examples:classify {"signature_name": "classes_only", "examples": [{"x": 1.0}]} => 200 {"results": [[["a", 0.0], ["b", 0.0]]]}
      POST /v1/models/examples:regress {"signature_name": "regress", "examples": [{"x": 0.75}, {}]} => 200 {"results": [7.5, 2.5]}
      POST /v1/models/examples:classify {"examples": [{"x": 0.5, "other": ["text", {"b64": "YQ=="}]}]} => 200 {"results": [[["a", 0.5], ["b", 0.5]]]}
      POST /v1/models/examples:classify {"examples": []} => 400 ~key 'examples' is expected
      POST /v1/models/examples:regress {} => 400 ~When method is regress, key 'examples' is expected
      POST /v1/models/examples:classify {"examples": {"x": 1}} => 400 ~non-empty array
      POST /v1/models/examples:classify {"examples": [1]} => 400 ~examples[0]: expected an object of features
      POST /v1/models/examples:classify {"examples": [{"x": [1, 2.5]}]} => 400 ~expected values of one kind
      POST /v1/models/examples:classify {"examples": [{"x": [[1.0]]}]} => 400 ~expected a number, a string, true or false
      POST /v1/models/examples:classify {"examples": [{"x": null}]} => 400 ~expected a number, a string, true or false
      POST /v1/models/examples:classify {"examples": [{"x": 1}]} => 400 ~fails on these inputs
      POST /v1/models/examples:classify {"examples": [{"x": [1.0, 2.0]}]} => 400 ~fails on these inputs
      POST /v1/models/examples:classify {"signature_name": "regress", "examples": [{"x": 1.0}]} => 400 ~at least one of \\"classes\\" and
      POST /v1/models/examples:regress {"examples": [{"x": 1.0}]} => 400 ~signature outputs to contain \\"outputs\\"
      POST /v1/models/examples:regress {"signature_name": "wide", "examples": [{"x": 1.0}]} => 400 ~to be either [1] or [1, 1]
      POST /v1/models/half:classify {"examples": [{"x": 1.0}]} => 400 ~at least one of \\"classes\\" and
      POST /v1/models/nobody:classify {"examples": [{"x": 1.0}]} => 404 ~Servable not found for request: Latest(nobody)
      """;

  private static final String PATHS =
      """
      GET /v1/models => 200 {"models": ["burst", "examples", "fails", "frames", "half", "har", "two", "types"]}
      GET /v1/models/half/versions/1 => 200 {"model_version_status": [{"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}]}
      GET /v1/models/half => 200 {"model_version_status": [{"version": "2", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}, {"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}]}
      GET /v1/models/types => 200 {"model_version_status": [{"version": "7", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}]}
      GET /v1/models/half/labels/canary => 200 {"model_version_status": [{"version": "2", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}}]}
      GET /v1/models/half/labels/nope => 400 ~Unrecognized servable version label: nope
      GET /v1/models/half/labels/gone => 404 ~Could not find version 9 of model half
      GET /v1/models/half/versions/3 => 404 ~Could not find version 3 of model half
      GET /v1/models/nobody => 404 ~Could not find any versions of model nobody
      GET /v1/models/half/versions/99999999999999999999 => 400 ~Failed to convert version: 99999999999999999999 to numeric
      GET /v1/models/nobody/metadata => 404 ~Servable not found for request: Latest(nobody)
      GET /v1/models/half/versions/3/metadata => 404 ~Servable not found for request: Specific(half, 3)
      POST /v1/models/nobody:predict {"instances": [1]} => 404 ~Servable not found for request: Latest(nobody)
      POST /v1/models/half/versions/3:predict {"instances": [1]} => 404 ~Servable not found for request: Specific(half, 3)
      POST /v1/models/half/labels/nope:predict {"instances": [1]} => 400 ~Unrecognized servable version label: nope
      POST /v1/models/half/labels/gone:predict {"instances": [1]} => 404 ~Servable not found for request: Specific(half, 9)
      POST /v1/models/a%2Fb:predict {"instances": [1]} => 404 ~Latest(a/b)
      GET /v1/ => 400 ~Malformed request: GET /v1/
      GET /v1/model => 400 ~Malformed request
      GET /v1/models/ => 400 ~Malformed request
      GET /v1/models/half/ => 400 ~Malformed request
      GET /v1/models/half/versions => 400 ~Malformed request
      GET /v1/models/half/versions/ => 400 ~Malformed request
      GET /v1/models/half/versions/one => 400 ~Malformed request
      GET /v1/models/half/versions/v0.1 => 400 ~Malformed request
      GET /v1/models/half/labels/ => 400 ~Malformed request
      GET /v1/models/half/versions/1/labels/stable => 400 ~Malformed request
      GET /v1/models/half/metadata/more => 400 ~Malformed request
      POST /v1/models/half {"instances": [1]} => 405 ~expected GET
      POST /v1/models/half:foo {"instances": [1]} => 400 ~Malformed request
      POST /v1/models/half/predict {"instances": [1]} => 400 ~Malformed request
      POST /v1/models:predict {"instances": [1]} => 400 ~Malformed request
      POST /v1/models/half:predict:predict {"instances": [1]} => 400 ~Malformed request
      GET /v1/models/half:predict => 405 ~expected POST
      PUT /v1/models/half:predict {"instances": [1]} => 405 ~expected POST
      DELETE /v1/models/half => 405 ~expected GET
      """;

  private static final String INFERENCE =
      """
      GET /v2/health/live => 200 {"live": true}
      GET /v2/health/ready => 200 {"ready": true}
      GET /v2/models/half/ready => 200 {"name": "half", "ready": true}
      GET /v2/models/half/versions/1/ready => 200 {"name": "half", "ready": true}
      GET /v2/models/nobody/ready => 404 ~nobody
      GET /v2/models/half => 200 {"name": "half", "versions": ["1", "2"], "platform": "tensorflow_savedmodel", "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1]}], "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1]}]}
      GET /v2/models/half/versions/3 => 404 ~Specific(half, 3)
      GET /v2/models/half/versions/one => 400 ~expected a whole number
      GET /v2/models/nobody => 404 ~Servable not found
      GET /v2/nothing => 404 ~the paths are
      GET /v2/models/half/infer => 405 ~expected POST
      POST /v2/models/half {} => 405 ~expected GET
      POST /v2/models/half/infer {"inputs": [{"name": "x", "shape": [2], "datatype": "FP32", "data": [1, 2]}]} => 200 {"model_name": "half", "model_version": "2", "outputs": [{"name": "y", "datatype": "FP32", "shape": [2], "data": [3.5, 4.0]}]}
      POST /v2/models/half/versions/1/infer {"id": "i7", "inputs": [{"data": [1, 2], "datatype": "FP32", "shape": [2], "name": "x"}]} => 200 {"model_name": "half", "model_version": "1", "id": "i7", "outputs": [{"name": "y", "datatype": "FP32", "shape": [2], "data": [2.5, 3.0]}]}
      POST /v2/models/half/infer {"parameters": {"signature_name": "other"}, "inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": [1]}], "outputs": [{"name": "y3"}]} => 200 {"model_name": "half", "model_version": "2", "outputs": [{"name": "y3", "datatype": "FP32", "shape": [1], "data": [3.5]}]}
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [2, 2], "datatype": "FP32", "data": [1, 2, 3, NaN]}]} => 200 {"model_name": "types", "model_version": "7", "outputs": [{"name": "y_float", "datatype": "FP32", "shape": [2, 2], "data": [1.0, 2.0, 3.0, NaN]}]}
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [2, 2], "datatype": "FP32", "data": [[1, 2], [3, 4]]}]} => 200 {"model_name": "types", "model_version": "7", "outputs": [{"name": "y_float", "datatype": "FP32", "shape": [2, 2], "data": [1.0, 2.0, 3.0, 4.0]}]}
      POST /v2/models/types/infer {"parameters": {"signature_name": "string"}, "inputs": [{"name": "x_string", "shape": [1, 2], "datatype": "BYTES", "data": ["a", "é"]}]} => 200 {"model_name": "types", "model_version": "7", "outputs": [{"name": "y_string", "datatype": "BYTES", "shape": [1, 2], "data": ["a", "é"]}]}
      POST /v2/models/types/infer {"parameters": {"signature_name": "bool"}, "inputs": [{"name": "x_bool", "shape": [1, 2], "datatype": "BOOL", "data": [true, false]}]} => 200 {"model_name": "types", "model_version": "7", "outputs": [{"name": "y_bool", "datatype": "BOOL", "shape": [1, 2], "data": [true, false]}]}
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [2, 2], "datatype": "FP32", "data": [[1, 2, 3], [4]]}]} => 400 ~as the lists before it
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [2, 2], "datatype": "FP32", "data": [[1], [2], [3], [4]]}]} => 400 ~are lists of [4, 1]
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [2, 2], "datatype": "FP32", "data": [1, 2, 3]}]} => 400 ~has 4 elements, its data 3
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [2, -2], "datatype": "FP32", "data": [1]}]} => 400 ~a size is -2
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [4000000000, 4000000000], "datatype": "FP32", "data": [1]}]} => 400 ~too many elements
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [1, 2], "datatype": "FP99", "data": [1, 2]}]} => 400 ~there is no datatype 'FP99'
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [1, 2], "datatype": "FP16", "data": [1, 2]}]} => 400 ~send it as binary data
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [1, 2], "datatype": "INT32", "data": [1, 2]}]} => 400 ~expected float [?, 2], got int32 [1, 2]
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [1, 2], "datatype": "FP32"}]} => 400 ~expected its numbers in 'data'
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [1, 2], "data": [1, 2]}]} => 400 ~expected the keys 'name', 'shape' and 'datatype'
      POST /v2/models/types/infer {"inputs": [{"name": "y", "shape": [1], "datatype": "FP32", "data": [1]}]} => 400 ~input tensor alias not found in signature: y
      POST /v2/models/types/infer {"inputs": []} => 400 ~also needs the input 'x_float'
      POST /v2/models/types/infer {"inputs": [{"name": "x_float", "shape": [1, 2], "datatype": "FP32", "parameters": {"binary_data_size": 8}}]} => 400 ~binary data are 8 bytes, but 0 are left of the body; the header
      POST /v2/models/types/infer {} => 400 ~expected the key 'inputs'
      POST /v2/models/types/infer => 400 ~The document is empty
      POST /v2/models/two/infer {"inputs": [{"name": "a", "shape": [1], "datatype": "FP32", "data": [1]}, {"name": "a", "shape": [1], "datatype": "FP32", "data": [1]}]} => 400 ~given twice
      POST /v2/models/half/infer {"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": [1]}], "outputs": [{"name": "z"}]} => 400 ~output tensor alias not found in signature: z
      POST /v2/models/nobody/infer {"inputs": []} => 404 ~Servable not found for request: Latest(nobody)
      POST /v2/models/half/versions/3/infer {"inputs": []} => 404 ~Specific(half, 3)
      POST /v2/models/half/infer {"parameters": {"sequence_id": 7}, "inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": [1]}]} => 400 ~a request of a sequence has the one input 'inputs'
      """;

  static Stream<String> cases() {
    return Stream.of(ROWS_AND_COLUMNS, WRONG_BODIES, TYPES, EXAMPLES, PATHS, INFERENCE)
        .flatMap(String::lines);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answers(String line) throws IOException {
    int arrow = line.lastIndexOf(" => ");
    String[] asked = line.substring(0, arrow).split(" ", 3);
    String[] expected = line.substring(arrow + 4).split(" ", 2);
    byte[] body = (asked.length > 2 ? asked[2] : "").getBytes(StandardCharsets.UTF_8);
    TestServer.Answer answer = server.ask(asked[0], asked[1], body);
    String text =
        new String(answer.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    assertEquals(Integer.parseInt(expected[0]), answer.status(), text);
    assertEquals("application/json", answer.header("Content-Type").orElseThrow(), text);
    if (!expected[1].startsWith("~")) {
      assertEquals(JSON.readTree(expected[1]), JSON.readTree(text));
      return;
    }
    JsonNode tree = JSON.readTree(text);
    assertEquals(1, tree.size(), text);
    String message = tree.get("error").asText();
    assertTrue(message.contains(expected[1].substring(1).replace("\\\"", "\"")), message);
    assertTrue(message.lines().count() == 1 && message.length() < 600, message);
  }

  @Test
  void tellsWhichVersionAnswered() {
    TestServer.Answer answer =
        server.post("/v1/models/half/labels/stable:predict", "{\"instances\": [1]}");
    assertEquals("1", answer.header("Unroll-Model-Version").orElseThrow());
    assertEquals("half", answer.header("Unroll-Model-Name").orElseThrow());
    assertEquals("POST", server.get("/v1/models/half:predict").header("Allow").orElseThrow());
  }

  @Test
  void tellsSignatures() throws IOException {
    JsonNode found = JSON.readTree(server.get("/v1/models/half/versions/1/metadata").body());
    assertEquals(
        "{\"name\":\"half\",\"signature_name\":\"\",\"version\":\"1\"}",
        found.get("model_spec").toString());
    JsonNode signatures = found.at("/metadata/signature_def/signature_def");
    assertEquals(2, signatures.size());
    JsonNode other = signatures.get("other");
    assertEquals("tensorflow/serving/predict", other.get("method_name").asText());
    assertEquals("DT_FLOAT", other.at("/inputs/x/dtype").asText());
    assertEquals("x:0", other.at("/inputs/x/name").asText());
    assertEquals("-1", other.at("/inputs/x/tensor_shape/dim/0/size").asText());
    assertEquals("", other.at("/inputs/x/tensor_shape/dim/0/name").asText());
    assertTrue(other.at("/inputs/x/tensor_shape/unknown_rank").isBoolean());
    assertTrue(other.get("defaults").isObject());
    JsonNode har = JSON.readTree(server.get("/v1/models/har/metadata").body());
    assertTrue(har.at("/metadata/signature_def/signature_def/train").isMissingNode());
    assertTrue(har.at("/metadata/signature_def/signature_def/features").isObject());
  }

  @Test
  void takesMarksOfByteOrderAndDeepNonsense() {
    byte[] marked = "\ufeff{\"instances\": [1]}".getBytes(StandardCharsets.UTF_8);
    assertEquals(200, server.ask("POST", "/v1/models/half:predict", marked).status());
    byte[] latin = "{\"instances\": [\"\u00e9\"]}".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(400, server.ask("POST", "/v1/models/half:predict", latin).status());
    for (String deep :
        new String[] {
          "{\"instances\": " + "[".repeat(500_000) + "]".repeat(500_000) + "}",
          "{\"ignored\": " + "[".repeat(500_000) + "]".repeat(500_000) + ", \"instances\": [1]}",
          "{\"signature_name\": " + "[".repeat(500_000),
          "{\"instances\": " + "{\"x\":".repeat(500_000),
          "[".repeat(500_000)
        }) {
      for (String path :
          new String[] {
            "/v1/models/half:predict",
            "/v1/models/half:classify",
            "/v1/models/har:step",
            "/v2/models/half/infer"
          }) {
        assertEquals(400, server.post(path, deep).status());
      }
    }
    assertEquals(200, server.post("/v1/models/half:predict", "{\"instances\": [1]}").status());
  }
}
