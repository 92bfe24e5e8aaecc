/* What every part of the kernel goes by: C99 without a library, so that it runs on any system.
 *
 * Nothing here allocates, recurses or keeps anything between two calls: the caller passes every
 * buffer and says how long it is, so that several threads may call at once.
 */

#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#endif
