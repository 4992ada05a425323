package dev.unroll.doctor.finding;

/** What a cause belongs to; an earlier one is to be mended before a later one is looked at. */
public enum Stage {
  /** The data cannot be used as they are. */
  DATA,
  /** The score cannot be trusted. */
  TRUST,
  /** The network cannot see what it needs. */
  SIGHT,
  /** The steps do not lead anywhere. */
  OPTIMISATION,
  /** What is to keep the network from learning by heart keeps it from learning. */
  REGULARISATION,
  /** There is too little of something: steps, data, signal. */
  TOO_LITTLE,
  /** What is learnt does not hold for others. */
  GENERALISATION
}
