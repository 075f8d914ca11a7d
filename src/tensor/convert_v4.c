/* The conversions for x86-64-v4. */
#include "base/cpu.h"

#ifdef LN_HAVE_X86_64_LEVELS
#define LEVEL(name) name##_v4
#include "tensor/convert.h"
#endif
