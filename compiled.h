/* What compiled code calls only when something goes wrong: the compiler then lays those paths apart from the straight one,
   which stays short and in the processor's caches (docs/decisions/compiled.md). The functions are those of mypyc's
   runtime, of the version that is pinned. */

#include <Python.h>

#define RARELY __attribute__((cold))

RARELY void CPyError_OutOfMemory(void);
RARELY void CPy_TypeError(const char *expected, PyObject *value);
RARELY void CPy_AddTraceback(const char *filename, const char *funcname, int line, PyObject *globals);
RARELY void CPy_TypeErrorTraceback(const char *filename, const char *funcname, int line, PyObject *globals,
                                   const char *expected, PyObject *value);
RARELY void CPy_AttributeError(const char *filename, const char *funcname, const char *classname, const char *attrname,
                               int line, PyObject *globals);

/* Releasing an object where an error is passed on; the straight path releases without a call. */
RARELY static void CPy_DecRef(PyObject *p);
RARELY static void CPy_XDecRef(void *p);
