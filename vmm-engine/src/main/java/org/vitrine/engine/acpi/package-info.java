/** Floor 5: AML and the ACPI tables of the board. */
package org.vitrine.engine.acpi;
