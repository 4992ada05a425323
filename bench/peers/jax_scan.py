import jax
import jax.numpy as jnp
import optax

from worker import serve

GATES = {"rnn": 1, "gru": 2, "conv-gru": 2}


def rnn(p, h, x):
    return jnp.tanh(jnp.concatenate([x, h], 1) @ p["w"] + p["b"])


def gru(p, h, x):
    r, u = jnp.split(jax.nn.sigmoid(jnp.concatenate([x, h], 1) @ p["w"] + p["b"]), 2, 1)
    candidate = jnp.tanh(jnp.concatenate([x, r * h], 1) @ p["wc"] + p["bc"])
    return u * h + (1 - u) * candidate


def lstm(p, state, x):
    c, h = state
    i, j, f, o = jnp.split(jnp.concatenate([x, h], 1) @ p["w"] + p["b"], 4, 1)
    c = c * jax.nn.sigmoid(f + 1) + jax.nn.sigmoid(i) * jnp.tanh(j)
    return c, jnp.tanh(c) * jax.nn.sigmoid(o)


def over_time(cell, p, xs, units, backward=False):
    """Outputs [steps, batch, units]; the last one made is at the first step where it runs backward."""
    zeros = jnp.zeros((xs.shape[1], units))

    def body(state, x):
        state = cell(p, state, x)
        return state, state[1] if cell is lstm else state

    return jax.lax.scan(body, (zeros, zeros) if cell is lstm else zeros, xs, reverse=backward)[1]


def convolve(p, x):
    y = jax.lax.conv_general_dilated(x, p["w"], (1,), "VALID", dimension_numbers=("NWC", "WIO", "NWC"))
    return jax.nn.relu(y + p["b"])


def logits(workload, p, x):
    name, units = workload["cell"], workload["units"]
    cell = {"rnn": rnn, "gru": gru, "conv-gru": gru}.get(name, lstm)
    if name == "conv-gru":
        x = convolve(p["conv1"], x)
        x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 3, 1), (1, 3, 1), "VALID")
        x = convolve(p["conv2"], x)
    xs = jnp.swapaxes(x, 0, 1)
    first = over_time(cell, p["first"], xs, units)
    if name == "bilstm":
        end = jnp.concatenate([first[-1], over_time(cell, p["second"], xs, units, True)[0]], 1)
    elif name == "twolayer-lstm":
        end = over_time(cell, p["second"], first, units)[-1]
    else:
        end = first[-1]
    return end @ p["out"]["w"] + p["out"]["b"]


def weights(workload):
    name, units, features = workload["cell"], workload["units"], workload["features"]
    glorot = jax.nn.initializers.glorot_uniform()
    keys = iter(jax.random.split(jax.random.PRNGKey(1), 8))

    def cell(inputs):
        columns = GATES.get(name, 4) * units
        p = {"w": glorot(next(keys), (inputs + units, columns)), "b": jnp.zeros(columns)}
        if name in ("gru", "conv-gru"):
            p |= {"wc": glorot(next(keys), (inputs + units, units)), "bc": jnp.zeros(units)}
        return p

    p = {"first": cell(units if name == "conv-gru" else features)}
    if name == "conv-gru":
        p["conv1"] = {"w": glorot(next(keys), (5, features, units)), "b": jnp.zeros(units)}
        p["conv2"] = {"w": glorot(next(keys), (5, units, units)), "b": jnp.zeros(units)}
    if name in ("bilstm", "twolayer-lstm"):
        p["second"] = cell(features if name == "bilstm" else units)
    width = units * (2 if name == "bilstm" else 1)
    classes = workload["classes"]
    return p | {"out": {"w": glorot(next(keys), (width, classes)), "b": jnp.zeros(classes)}}


def build(workload):
    x = jax.random.normal(jax.random.PRNGKey(2), (workload["batch"], workload["steps"], workload["features"]))
    labels = jnp.arange(workload["batch"]) % workload["classes"]
    optimizer = optax.adam(0.0025)

    def loss(p):
        entropy = optax.softmax_cross_entropy_with_integer_labels(logits(workload, p, x), labels).mean()
        return entropy + 0.0015 * sum((leaf * leaf).sum() / 2 for leaf in jax.tree.leaves(p))

    @jax.jit
    def step(p, state):
        updates, state = optimizer.update(jax.grad(loss)(p), state)
        return optax.apply_updates(p, updates), state

    infer = jax.jit(lambda p, x: jax.nn.softmax(logits(workload, p, x)))
    p = weights(workload)
    moving = [p, optimizer.init(p)]
    one = x[:1]

    def train():
        moving[:] = step(*moving)
        jax.block_until_ready(moving)

    return train, lambda: infer(p, x).block_until_ready(), lambda: infer(p, one).block_until_ready()


serve({"JAX": jax.__version__, "Optax": optax.__version__}, build)
