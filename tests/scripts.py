"""The scripts of the lecture, as a student pastes them."""

from __future__ import annotations

LOGISTIC = """\
import torch
import torch.nn as nn

class LogisticRegression(nn.Module):
    def __init__(self, N):
        super().__init__()
        self.w = nn.Parameter(torch.ones(N))
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return 1/(1+torch.exp(-(self.w@x+self.b)))
"""

MEMORY = """\
import torch
a = torch.zeros(3, 2)
b = a.cos_()
c = a+b

def same_storage(x, y):
    return x.storage().data_ptr() == y.storage().data_ptr()

print(same_storage(a, b))
print(same_storage(a, c))
print("A: " + str(a) + "\\n" + "B: " + str(b) + "\\n" + "C: " + str(c))
"""

SLICES = """\
a = torch.randint(low=-99, high=100, size=(10, 10))
d = a[0:int(a.shape[0]/2), 5:10]
print(d)
e = a[:, 3]
h = e[e%4==0]
print(h)
"""

TRAINING = (
    """\
import numpy as np
import matplotlib.pyplot as plt
from torch.utils.data import Dataset, DataLoader, SubsetRandomSampler
"""
    + LOGISTIC
    + """
class TwoClassDataset(Dataset):
    def __init__(self, N, sigma):
        self.N = N
        self.sigma = sigma
        self.plus_class = sigma*torch.randn(N, 2) + torch.tensor([-1, 1])
        self.negative_class = sigma*torch.randn(N, 2) + torch.tensor([1, -1])
        self.data = torch.cat((self.plus_class, self.negative_class), dim=0)
        self.labels = torch.cat((torch.ones(N), torch.zeros(N)))

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, idx):
        return self.data[idx], self.labels[idx]

def model_accuracy(model, input_data, labels):
    predictions = model(input_data.unsqueeze(-1)).squeeze(-1)
    positive = predictions >= 0.5
    return torch.sum(positive*labels) + torch.sum(~positive*(1-labels))

N = 100
sigma = 1.5
dataset = TwoClassDataset(N, sigma)
N_train, N_val = 60, 20
indices = np.arange(len(dataset))
np.random.shuffle(indices)
train_indices = indices[:N_train]
batch_size = 8
train_loader = DataLoader(
    dataset, batch_size=batch_size, sampler=SubsetRandomSampler(train_indices)
)
criterion = nn.BCELoss(reduction='mean')
lr = 1e-2
logreg_model = LogisticRegression(2)
optimizer = torch.optim.SGD(logreg_model.parameters(), lr=lr, momentum=0.99)
n_epoch = 2
loss_values, train_accuracies = [], []
for n in range(n_epoch):
    epoch_loss, epoch_acc = 0, 0
    for x_batch, y_batch in train_loader:
        optimizer.zero_grad()
        predictions = logreg_model(x_batch.unsqueeze(-1)).squeeze(-1)
        loss = criterion(predictions, y_batch)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
        epoch_acc += model_accuracy(logreg_model, x_batch, y_batch)
    loss_values.append(epoch_loss/len(train_loader))
    train_accuracies.append(epoch_acc/N_train)

plt.figure(figsize=(12, 6))
plt.subplot(131)
plt.semilogy(loss_values)
plt.grid(True)
plt.title('Loss values')
plt.show()
"""
)
