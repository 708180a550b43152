# Made by medguard.rules.build; do not edit.
package medguard.main

verdicts["checks/all_judged"] := data.medguard.rules.checks.all_judged.verdict

verdicts["cn/internet_dx/no_auto_prescription"] := data.medguard.rules.cn.internet_dx.no_auto_prescription.verdict

verdicts["cn/label/explicit_text"] := data.medguard.rules.cn.label.explicit_text.verdict

verdicts["content/unread_parts"] := data.medguard.rules.content.unread_parts.verdict

verdicts["eu/art14/oversight_capability"] := data.medguard.rules.eu.art14.oversight_capability.verdict

starts["eu/art14/oversight_capability"] := data.medguard.rules.eu.art14.oversight_capability.starts

verdicts["eu/art50_1/interaction_disclosure"] := data.medguard.rules.eu.art50_1.interaction_disclosure.verdict

verdicts["phi/identifiers_replaced"] := data.medguard.rules.phi.identifiers_replaced.verdict

verdicts["phi/no_leak_in_reply"] := data.medguard.rules.phi.no_leak_in_reply.verdict
