/** Long work, as it is shown. */
package org.vitrine.app.viewmodel.tasks;
