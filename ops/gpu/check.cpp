// Checks that the stand-in computes, and that it notices the mistakes it is there for. Ends with 0 if so.

#include <ATen/ATen.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace {

bool computes(at::Device device) {
  at::Tensor x = at::arange(6, at::kFloat).reshape({2, 3});
  at::Tensor theirs = at::softmax(x.to(device).matmul(x.to(device).t()), -1);
  return theirs.device() == device && at::softmax(x.matmul(x.t()), -1).equal(theirs.cpu());
}

template <typename Mistake>
bool refuses(const char* reason, Mistake mistake) {
  try {
    mistake();
    return false;
  } catch (const c10::Error& e) {
    return std::string(e.what()).find(reason) != std::string::npos;
  }
}

/// In a process of its own, which the signal ends.
bool cannot_be_read(const at::Tensor& x) {
  pid_t child = fork();
  if (child == 0) {
    volatile float value = *static_cast<const float*>(x.data_ptr());
    _exit(value == 0 ? 1 : 2);
  }
  int status;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV;
}

}  // namespace

int main() {
  at::Device first("cuda:0");
  at::Device second("cuda:1");
  at::Tensor ours = at::ones({2, 2});
  at::Tensor x = at::ones({2, 2}, at::TensorOptions().device(first));
  bool right = computes(first) && computes(second) && cannot_be_read(x) &&
               refuses("same device", [&] { x.matmul(ours); }) &&
               refuses("same device", [&] { x.add(x.to(second)); }) &&
               refuses("CUDA out of memory", [&] { at::empty({1 << 28}, x.options()); }) &&
               refuses("invalid device ordinal",
                       [&] { x.to(at::Device("cuda:2")); });
  std::fputs(right ? "" : "the stand-in does not do what it should\n", stderr);
  return right ? 0 : 1;
}
