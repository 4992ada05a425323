package dev.unroll.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.unroll.check.InputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComputeTest {

  @Test
  void kernelsSuitTheDeviceUnlessTheyAreTold() {
    assertEquals(Kernels.FUSED, Compute.suited(false));
    assertEquals(Kernels.STATIC, Compute.suited(true));
    Compute cpu = Compute.standard().withDevice(Device.CPU);
    assertEquals(Kernels.FUSED, cpu.chosenKernels());
    assertEquals(Kernels.STATIC, cpu.withKernels(Kernels.STATIC).chosenKernels());
  }

  @Test
  void determinismIsOneThread() {
    Compute compute = Compute.standard().withDeterminism();
    assertEquals(1, compute.config().getInterOpParallelismThreads());
    assertEquals(1, compute.threads());
    InputException e =
        assertThrows(
            InputException.class, () -> new Compute(Device.CPU, 2, Optional.empty(), true));
    assertEquals(
        "compute: deterministic runs have one thread, got 2; set threads to 1", e.getMessage());
    assertThrows(InputException.class, () -> Compute.standard().withThreads(0));
    assertEquals(3, Compute.standard().withThreads(3).config().getInterOpParallelismThreads());
  }

  @Test
  void gpusAreHiddenFromProcessors() {
    assertEquals(
        0, Compute.standard().withDevice(Device.CPU).config().getDeviceCountOrThrow("GPU"));
  }

  @Test
  void aGpuThatIsNotThereIsRefused() {
    assumeFalse(Gpu.isThere(), "skipped: there is a GPU");
    assertFalse(Compute.standard().onGpu());
    InputException e =
        assertThrows(
            InputException.class, () -> Compute.standard().withDevice(Device.GPU).chosenKernels());
    assertTrue(e.getMessage().startsWith("compute: device gpu: TensorFlow has no GPU here"));
  }
}
