/** What a console shows and does, and what the guest's keyboard and mouse are sent. */
package org.vitrine.app.viewmodel.console;
