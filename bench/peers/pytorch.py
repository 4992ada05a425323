import torch

from worker import serve

MODULES = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "bilstm": torch.nn.LSTM,
           "twolayer-lstm": torch.nn.LSTM}


class Classifier(torch.nn.Module):
    def __init__(self, cell, units, features, classes):
        super().__init__()
        self.both = cell == "bilstm"
        self.units = units
        self.layer = MODULES[cell](features, units, num_layers=2 if cell == "twolayer-lstm" else 1,
                                   bidirectional=self.both, batch_first=True)
        self.output = torch.nn.Linear(units * (2 if self.both else 1), classes)

    def forward(self, x):
        h = self.layer(x)[0]
        end = torch.cat([h[:, -1, :self.units], h[:, 0, self.units:]], 1) if self.both else h[:, -1]
        return self.output(end)


class ConvGru(torch.nn.Module):
    def __init__(self, units, features, classes):
        super().__init__()
        self.convolutions = torch.nn.Sequential(
            torch.nn.Conv1d(features, units, 5), torch.nn.ReLU(), torch.nn.MaxPool1d(3),
            torch.nn.Conv1d(units, units, 5), torch.nn.ReLU())
        self.layer = torch.nn.GRU(units, units, batch_first=True)
        self.output = torch.nn.Linear(units, classes)

    def forward(self, x):
        h = self.convolutions(x.transpose(1, 2)).transpose(1, 2)
        return self.output(self.layer(h)[0][:, -1])


def network(workload):
    sizes = workload["units"], workload["features"], workload["classes"]
    return ConvGru(*sizes) if workload["cell"] == "conv-gru" else Classifier(workload["cell"], *sizes)


def build(workload):
    torch.manual_seed(1)
    shape = workload["batch"], workload["steps"], workload["features"]
    model = network(workload)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.0025)
    inputs = torch.randn(shape)
    labels = torch.arange(workload["batch"]) % workload["classes"]
    cross_entropy = torch.nn.CrossEntropyLoss()

    def train():
        optimizer.zero_grad()
        penalty = sum((weight * weight).sum() / 2 for weight in model.parameters())
        (cross_entropy(model(inputs), labels) + 0.0015 * penalty).backward()
        optimizer.step()

    def infer(x):
        with torch.inference_mode():
            return torch.softmax(model(x), 1)

    return train, lambda: infer(inputs), lambda: infer(inputs[:1])


serve({"PyTorch": torch.__version__}, build)
