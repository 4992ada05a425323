package dev.unroll.convert.arrays;

import java.util.Set;
import java.util.regex.Pattern;

/** The classes and functions that a pickle of weights may name. None of them is ever run. */
final class TorchNames {

  static final String REBUILD = "torch._utils._rebuild_tensor_v2";
  static final String REBUILD_OLD = "torch._utils._rebuild_tensor";
  static final String PARAMETER = "torch._utils._rebuild_parameter";

  private static final Pattern STORAGE =
      Pattern.compile("torch(\\.cuda|\\.storage)?\\.([A-Z][A-Za-z0-9]{0,20}Storage)");

  /** What becomes a dictionary. */
  private static final Set<String> ENTRIES =
      Set.of(
          "collections.OrderedDict",
          "collections.defaultdict",
          "collections.Counter",
          "builtins.dict",
          "pytorch_lightning.utilities.parsing.AttributeDict",
          "lightning.pytorch.utilities.parsing.AttributeDict",
          "lightning_fabric.utilities.data.AttributeDict",
          "lightning.fabric.utilities.data.AttributeDict");

  /** What may stand beside weights and is never looked into. */
  private static final Set<String> OTHERS =
      Set.of(
          "argparse.Namespace",
          "builtins.complex",
          "builtins.frozenset",
          "builtins.list",
          "builtins.range",
          "builtins.set",
          "builtins.slice",
          "datetime.datetime",
          "datetime.timedelta",
          "numpy.dtype",
          "numpy.ndarray",
          "numpy.core.multiarray.scalar",
          "numpy.core.multiarray._reconstruct",
          "numpy._core.multiarray.scalar",
          "numpy._core.multiarray._reconstruct",
          "_codecs.encode",
          "pathlib.PosixPath",
          "pathlib.PurePosixPath",
          "pathlib.WindowsPath",
          "pathlib._local.PosixPath",
          "torch.Size",
          "torch.device",
          "torch.Generator",
          "torch.serialization._get_layout");

  private static final Pattern TYPE =
      Pattern.compile(
          "torch\\.(float|double|half|bfloat|int|long|short|uint|bool|complex)\\d{0,3}");

  private TorchNames() {}

  static boolean isKnown(String name) {
    return isEntries(name)
        || OTHERS.contains(name)
        || Set.of(REBUILD, REBUILD_OLD, PARAMETER).contains(name)
        || STORAGE.matcher(name).matches()
        || TYPE.matcher(name).matches();
  }

  static boolean isEntries(String name) {
    return ENTRIES.contains(name);
  }

  /** The type of a storage by its class, such as {@code FloatStorage}. */
  static String storageType(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
