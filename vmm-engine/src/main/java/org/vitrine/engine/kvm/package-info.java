/** Floor 2: /dev/kvm, its system, VM and vCPU ioctls (Linux, Documentation/virt/kvm/api.rst). */
package org.vitrine.engine.kvm;
