/** A new machine, from what was dropped to its first start. */
package org.vitrine.app.viewmodel.create;
