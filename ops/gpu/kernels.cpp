// A stand-in for PyTorch's kernels for CUDA (libtorch_cuda): runs those for CPUs on the content of the
// devices of runtime.cpp. PyTorch's own allocator for CUDA, in libc10_cuda, hands their memory out, and
// its dispatcher tells CUDA's arrays from others.
//
// Refuses what all of CUDA's kernels refuse: arguments that lie on several devices.

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/SDPBackend.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/native/transformers/attention.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/unfold_native.h>
#include <ATen/ops/view_native.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <torch/library.h>

#include <optional>
#include <string>

extern "C" void* standin_memory(const void* address);

namespace c10::cuda::_internal {
void setHasPrimaryContext(bool (*)(DeviceIndex));
}

namespace {

using at::IntArrayRef;
using at::Tensor;
using c10::cuda::CUDACachingAllocator::get;
using std::optional;

struct Hooks : at::CUDAHooksInterface {
  void init() const override {
    c10::cuda::_internal::setHasPrimaryContext([](c10::DeviceIndex) { return true; });
    c10::cuda::CUDACachingAllocator::init(c10::cuda::device_count());
  }
  bool hasCUDA() const override { return c10::cuda::device_count() > 0; }
  bool hasCUDART() const override { return true; }
  bool hasPrimaryContext(at::DeviceIndex) const override { return true; }
  int getNumGPUs() const override { return c10::cuda::device_count(); }
  at::DeviceIndex deviceCount() const override { return c10::cuda::device_count(); }
  at::DeviceIndex current_device() const override { return c10::cuda::current_device(); }
  at::Allocator* getCUDADeviceAllocator() const override { return get(); }
  void deviceSynchronize(at::DeviceIndex) const override {}
};

constexpr c10::DispatchKeySet kCuda(c10::DispatchKey::CUDA);

Tensor empty(IntArrayRef size, optional<at::ScalarType> type, optional<at::Layout>,
             optional<at::Device> device, optional<bool>, optional<at::MemoryFormat> format) {
  at::globalContext().lazyInitDevice(at::kCUDA);
  c10::DeviceGuard guard(c10::device_or_default(device));
  return at::detail::empty_generic(size, get(), kCuda, c10::dtype_or_default(type), format);
}

Tensor empty_strided(IntArrayRef size, IntArrayRef stride, optional<at::ScalarType> type,
                     optional<at::Layout>, optional<at::Device> device, optional<bool>) {
  at::globalContext().lazyInitDevice(at::kCUDA);
  c10::DeviceGuard guard(c10::device_or_default(device));
  return at::detail::empty_strided_generic(size, stride, get(), kCuda,
                                           c10::dtype_or_default(type));
}

/// The array itself if it is the host's, else what lies behind it.
Tensor on_host(const Tensor& x) {
  if (x.is_cpu()) {
    return x;
  }
  at::TensorOptions options = x.options().device(at::kCPU);
  return x.numel() == 0
             ? at::empty_strided(x.sizes(), x.strides(), options)
             : at::from_blob(standin_memory(x.data_ptr()), x.sizes(), x.strides(), options);
}

Tensor& copy(Tensor& to, const Tensor& from, bool) {
  on_host(to).copy_(on_host(from));
  return to;
}

const Tensor& make_size(const Tensor& x, IntArrayRef size, optional<at::MemoryFormat>) {
  c10::StorageImpl* storage = x.storage().unsafeGetStorageImpl();
  size_t needed = (c10::multiply_integers(size) + x.storage_offset()) * x.itemsize();
  if (needed > storage->nbytes()) {
    c10::DeviceGuard guard(x.device());
    at::DataPtr larger = get()->allocate(needed);
    if (storage->nbytes() > 0) {
      std::memcpy(standin_memory(larger.get()), standin_memory(storage->data()),
                  storage->nbytes());
    }
    storage->set_data_ptr_noswap(std::move(larger));
    storage->set_nbytes(needed);
  }
  x.unsafeGetTensorImpl()->set_sizes_contiguous(size);
  return x;
}

Tensor copy_and_resize(const Tensor& from, const Tensor& to) {
  if (from.sizes() != to.sizes()) {
    make_size(to, from.sizes(), std::nullopt);
  }
  on_host(to).copy_(on_host(from));
  return to;
}

/// The way that consists of single products, which every device can take.
int64_t attention(const Tensor&, const Tensor&, const Tensor&, const optional<Tensor>&, double,
                  bool, optional<double>, bool) {
  return static_cast<int64_t>(at::SDPBackend::math);
}

/// Whether an argument does not matter for the choice of a device: single numbers may be the host's.
bool is_anywhere(const Tensor& x) { return !x.defined() || (x.is_cpu() && x.dim() == 0); }

void require_one_device(const c10::OperatorHandle& op, const torch::jit::Stack& stack) {
  optional<at::Device> first;
  auto look = [&](const Tensor& x) {
    if (is_anywhere(x)) {
      return;
    }
    TORCH_CHECK(first.value_or(x.device()) == x.device(), op.schema().name(),
                ": expected all tensors to be on the same device, but found ", *first, " and ",
                x.device());
    first = x.device();
  };
  for (const c10::IValue& argument : torch::jit::last(stack, op.schema().arguments().size())) {
    if (argument.isTensor()) {
      look(argument.toTensor());
    } else if (argument.isTensorList()) {
      for (const Tensor& x : argument.toTensorVector()) {
        look(x);
      }
    } else if (argument.isOptionalTensorList()) {
      for (const optional<Tensor>& x : argument.toOptionalTensorVector()) {
        look(x.value_or(Tensor()));
      }
    }
  }
}

void run(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  require_one_device(op, *stack);
  at::native::cpu_fallback(op, stack);
}

TORCH_LIBRARY_IMPL(_, CUDA, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&run>()); }

TORCH_LIBRARY_IMPL(aten, CUDA, m) {
  m.impl("empty.memory_format", &empty);
  m.impl("empty_strided", &empty_strided);
  m.impl("copy_", &copy);
  m.impl("resize_", &make_size);
  m.impl("_copy_from_and_resize", &copy_and_resize);
  m.impl("_fused_sdp_choice", &attention);
  m.impl("view", static_cast<Tensor (*)(const Tensor&, IntArrayRef)>(&at::native::view));
  m.impl("as_strided", static_cast<Tensor (*)(const Tensor&, IntArrayRef, IntArrayRef,
                                              optional<int64_t>)>(
                           &at::native::as_strided_tensorimpl));
  m.impl("_reshape_alias", static_cast<Tensor (*)(const Tensor&, IntArrayRef, IntArrayRef)>(
                               &at::native::_reshape_alias));
  m.impl("unfold", &at::native::unfold);
}

const bool kChoosesAttention = [] {
  at::native::_fused_sdp_choice_stub.set_cuda_dispatch_ptr(&attention);
  return true;
}();

}  // namespace

namespace at {
struct CUDAHooks : Hooks {
  explicit CUDAHooks(CUDAHooksArgs) {}
};
REGISTER_CUDA_HOOKS(CUDAHooks)
}  // namespace at
