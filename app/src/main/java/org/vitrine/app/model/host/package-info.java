/** What this host can do, and the mend for what it cannot. */
package org.vitrine.app.model.host;
